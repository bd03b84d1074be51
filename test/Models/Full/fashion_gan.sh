judge
vae
gan
at_most "Fréchet distance of its images from the training images; the variational autoencoder's" \
  "$(for_seeds gan_distance)" "$(mean $(for_seeds vae_distance))"
