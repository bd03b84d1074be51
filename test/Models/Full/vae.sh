judge
dlc eval ../judge.dlm --threads 1 --data fashion-mnist:test --json >eval.json
at_least "accuracy of the LeNet whose features are compared" "$(metric eval.json accuracy)" 0.89
dlc new vae -o vae.mlir
dlc train vae.mlir --threads 1 --data fashion-mnist --epochs 15 --batch 128 --lr 1e-3 --schedule cosine --seed 1 -o vae.dlm >log
dlc eval vae.dlm --threads 1 --data fashion-mnist:test --json >vae.json
at_most "variational autoencoder: negative evidence lower bound of a test image, in nats" "$(metric vae.json loss)" 246
dlc generate vae.dlm -n 10000 -o made.npy
at_most "Fréchet distance of its images from the training images" "$(distance made.npy distance_of_rows)" 75
