judge
dlc eval ../shared/judge.dlm --threads "$threads" --data fashion-mnist:test --json >eval.json
at_least "accuracy of the LeNet whose features are compared" "$(metric eval.json accuracy)" 0.89
vae
at_most "variational autoencoder: negative evidence lower bound of a test image, in nats" "$(metrics ../shared/vae loss)" 246
at_most "Fréchet distance of its images from the training images" "$(for_seeds vae_distance)" 75
