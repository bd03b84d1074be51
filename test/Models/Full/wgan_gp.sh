judge
vae
learn wgan_gp --epochs 8 --batch 64 --lr 2e-4
at_least "slope of the critic, which the penalty holds at 1" "$(metrics wgan_gp slope)" 0.8
at_most "the same" "$(metrics wgan_gp slope)" 1.2
for seed in "${seeds[@]}"; do dlc run wgan_gp-$seed.dlm --threads "$threads" --entry generate --batch 10000 --output images=made-$seed.npy; done
at_most "Fréchet distance of its images from the training images; the variational autoencoder's" \
  "$(for_seeds distance_of_made)" "$(mean $(for_seeds vae_distance))"
