learn stacked_autoencoder --epochs 12 --batch 128 --lr 1e-3
for seed in "${seeds[@]}"; do
  dlc train stacked_autoencoder.mlir --threads "$threads" --data fashion-mnist --epochs 12 --batch 128 --lr 1e-3 --plan finetune \
    --seed $seed -o finetune-$seed.dlm >finetune-$seed.log
  dlc eval finetune-$seed.dlm --threads "$threads" --data fashion-mnist:test --json >finetune-$seed.json
done
stacked="$(metrics stacked_autoencoder loss)"
at_most "squared error of a pixel, layer by layer and then as a whole" "$stacked" 0.018
at_least "squared error of a pixel after as many epochs of all layers at once" "$(metrics finetune loss)" \
  "$(calculate 'a * b' "$(mean $stacked)" 1.2)"
