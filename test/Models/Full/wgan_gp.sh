judge
vae
dlc new wgan_gp -o wgan_gp.mlir
dlc train wgan_gp.mlir --threads 1 --data fashion-mnist --epochs 8 --batch 64 --lr 2e-4 --seed 1 -o wgan_gp.dlm >log
dlc eval wgan_gp.dlm --threads 1 --data fashion-mnist:test --json >eval.json
at_least "slope of the critic, which the penalty holds at 1" "$(metric eval.json slope)" 0.8
at_most "the same" "$(metric eval.json slope)" 1.2
dlc run wgan_gp.dlm --threads 1 --entry generate --batch 10000 --output images=made.npy
at_most "Fréchet distance of its images from the training images; the variational autoencoder's" "$(distance made.npy)" "$(vae_distance)"
