judge
vae
learn conv_vae --epochs 7 --batch 128 --lr 1e-3
at_most "negative evidence lower bound of a test image, in nats; that of the one with dense layers" \
  "$(metrics conv_vae loss)" "$(mean_metric ../shared/vae loss)"
for seed in "${seeds[@]}"; do dlc run conv_vae-$seed.dlm --threads "$threads" --entry generate --batch 10000 --output images=made-$seed.npy; done
at_most "Fréchet distance of its images from the training images; that of the one with dense layers" \
  "$(for_seeds distance_of_made)" "$(mean $(for_seeds vae_distance))"

# The T-shirts (class 0) among the test images, and what they become with what pullovers (2) have more: images and the label 2 for each.
"$FULL/../Inputs/examples-of.py" 0 shirts.npy 2 labels.npy
pullovers() { # AMOUNT SEED
  dlc run "conv_vae-$2.dlm" --threads "$threads" --entry add --input images=shirts.npy --input minus=0 --input plus=2 --input "amount=$1" \
    --output changed=changed.npy
  recognised changed.npy labels.npy
}
at_most "part of the T-shirts that are taken for pullovers" "$(for_seeds pullovers 0)" 0.1
at_least "part of them with sleeves added: + mean code of pullovers - mean code of T-shirts" "$(for_seeds pullovers 1)" 0.7
