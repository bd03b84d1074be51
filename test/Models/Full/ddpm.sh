judge
dlc new ddpm -o ddpm.mlir
dlc train ddpm.mlir --threads 1 --data fashion-mnist --epochs 10 --batch 64 --lr 2e-3 --schedule 'cosine(warmup=0.2)' --seed 1 -o ddpm.dlm >log
dlc eval ddpm.dlm --threads 1 --data fashion-mnist:test --json >eval.json
at_most "squared error of v on test images" "$(metric eval.json loss)" 0.175
dlc run ddpm.dlm --threads 1 --entry denoise --batch 500 --steps 50 --output images=made.npy >/dev/null
at_most "Fréchet distance of 500 of its images from the training images; 10 000 of the DCGAN: 20.8" "$(distance made.npy)" 20.8
