learn denoising_autoencoder fashion-mnist --epochs 10 --batch 128 --lr 1e-3 --schedule cosine
at_most "peak signal-to-noise ratio of the noisy images, in dB" "$(mean_metric denoising_autoencoder noisy_psnr)" 6.1
at_least "of the denoised images, mean of 3 seeds" "$(mean_metric denoising_autoencoder psnr)" 18
