learn denoising_autoencoder --epochs 10 --batch 128 --lr 1e-3 --schedule cosine
at_most "peak signal-to-noise ratio of the noisy images, in dB" "$(metrics denoising_autoencoder noisy_psnr)" 6.1
at_least "of the denoised images" "$(metrics denoising_autoencoder psnr)" 18
