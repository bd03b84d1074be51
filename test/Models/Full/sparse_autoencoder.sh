learn sparse_autoencoder --epochs 10 --batch 128 --lr 1e-3 --schedule cosine
at_most "squared error of a pixel" "$(metrics sparse_autoencoder error)" 0.012
at_most "mean activity of the hidden units, which is to be 0.05" "$(metrics sparse_autoencoder activity)" 0.06
