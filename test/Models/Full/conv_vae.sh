judge
vae
dlc new conv_vae -o conv_vae.mlir
dlc train conv_vae.mlir --threads 1 --data fashion-mnist --epochs 7 --batch 128 --lr 1e-3 --seed 1 -o conv_vae.dlm >log
dlc eval conv_vae.dlm --threads 1 --data fashion-mnist:test --json >eval.json
at_most "negative evidence lower bound of a test image, in nats; that of the one with dense layers" "$(metric eval.json loss)" "$(metric ../vae.json loss)"
dlc run conv_vae.dlm --threads 1 --entry generate --batch 10000 --output images=made.npy
at_most "Fréchet distance of its images from the training images; that of the one with dense layers" "$(distance made.npy)" "$(vae_distance)"

# The T-shirts (class 0) among the test images, and what they become with what pullovers (2) have more: images and the label 2 for each.
"$FULL/../Inputs/examples-of.py" 0 shirts.npy 2 labels.npy
for amount in 0 1; do
  dlc run conv_vae.dlm --threads 1 --entry add --input images=shirts.npy --input minus=0 --input plus=2 --input "amount=$amount" --output changed=changed.npy
  share[amount]="$(recognised changed.npy labels.npy)"
done
at_most "part of the T-shirts that are taken for pullovers" "${share[0]}" 0.1
at_least "part of them with sleeves added: + mean code of pullovers - mean code of T-shirts" "${share[1]}" 0.7
