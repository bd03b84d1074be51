dlc new stacked_autoencoder -o stacked_autoencoder.mlir
for plan in "" finetune; do
  name="${plan:-stacked}"
  dlc train stacked_autoencoder.mlir --threads 1 --data fashion-mnist --epochs 12 --batch 128 --lr 1e-3 ${plan:+--plan "$plan"} --seed 1 -o "$name.dlm" >"$name.log"
  dlc eval "$name.dlm" --threads 1 --data fashion-mnist:test --json >"$name.json"
done
at_most "squared error of a pixel, layer by layer and then as a whole" "$(metric stacked.json loss)" 0.018
at_least "squared error of a pixel after as many epochs of all layers at once" "$(metric finetune.json loss)" "$(awk -v a="$(metric stacked.json loss)" 'BEGIN { print 1.2 * a }')"
