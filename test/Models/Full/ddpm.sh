judge
gan
dlc new ddpm -o ddpm.mlir
dlc train ddpm.mlir --threads 1 --data fashion-mnist --epochs 10 --batch 64 --lr 2e-3 --schedule 'cosine(warmup=0.2)' --seed 1 -o ddpm.dlm >log
dlc eval ddpm.dlm --threads 1 --data fashion-mnist:test --json >eval.json
at_most "squared error of v on test images" "$(metric eval.json loss)" 0.175
dlc run ddpm.dlm --threads 1 --entry denoise --batch 500 --steps 50 --output images=made.npy >/dev/null
# As many of each: of fewer images, the distance is greater.
dlc run ../fashion_gan.dlm --threads 1 --entry generate --batch 500 --output images=gan.npy
at_most "Fréchet distance of 500 of its images from the training images; of 500 of the DCGAN" "$(distance made.npy)" "$(distance gan.npy)"
