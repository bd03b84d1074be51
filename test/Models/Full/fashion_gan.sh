judge
vae
gan
at_most "Fréchet distance of its images from the training images; the variational autoencoder's" "$(distance ../gan-made.npy)" "$(vae_distance)"
