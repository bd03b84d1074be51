learn sparse_autoencoder fashion-mnist --epochs 10 --batch 128 --lr 1e-3 --schedule cosine
at_most "squared error of a pixel, mean of 3 seeds" "$(mean_metric sparse_autoencoder error)" 0.012
at_most "mean activity of the hidden units, which is to be 0.05" "$(mean_metric sparse_autoencoder activity)" 0.06
