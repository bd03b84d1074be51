judge
dlc new fashion_gan -o fashion_gan.mlir
dlc train fashion_gan.mlir --threads 1 --data fashion-mnist --epochs 6 --batch 64 --lr 2e-4 --seed 1 -o gan.dlm >log
dlc run gan.dlm --threads 1 --entry generate --batch 10000 --output images=made.npy
at_most "Fréchet distance of its images from the training images; the variational autoencoder's: 64.7" "$(distance made.npy)" 60
