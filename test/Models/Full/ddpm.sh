judge
gan
one_seed
learn ddpm --epochs 10 --batch 64 --lr 2e-3 --schedule 'cosine(warmup=0.2)'
at_most "squared error of v on test images" "$(metrics ddpm loss)" 0.175
# As many of each: of fewer images, the distance is greater.
few_of_gan() { distance "gan-$1.npy"; }
for seed in "${seeds[@]}"; do
  dlc run ddpm-$seed.dlm --threads "$threads" --entry denoise --batch 500 --steps 50 --output images=made-$seed.npy >/dev/null
  dlc run ../shared/fashion_gan-$seed.dlm --threads "$threads" --entry generate --batch 500 --output images=gan-$seed.npy
done
at_most "Fréchet distance of 500 of its images from the training images; of 500 of the DCGAN" \
  "$(for_seeds distance_of_made)" "$(mean $(for_seeds few_of_gan))"
