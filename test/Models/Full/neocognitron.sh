learn neocognitron --epochs 6 --batch 128 --lr 1e-3
for seed in "${seeds[@]}"; do
  dlc run neocognitron.mlir --threads "$threads" --entry wake --seed $seed -o awake.dlm >/dev/null
  dlc train awake.dlm --threads "$threads" --data fashion-mnist --epochs 4 --batch 128 --lr 1e-3 --plan classify \
    --seed $seed -o untaught-$seed.dlm >untaught-$seed.log
  dlc eval untaught-$seed.dlm --threads "$threads" --data fashion-mnist:test --json >untaught-$seed.json
done
at_least "accuracy, S cells taught by competition" "$(metrics neocognitron accuracy)" 0.8
at_most "accuracy, S cells that are not taught, but answer" "$(metrics untaught accuracy)" "$(mean_metric neocognitron accuracy)"
at_least "accuracy on images that are shifted by two pixels" "$(metrics neocognitron shifted)" 0.6
at_most "the same of units that weigh pixels ($(mean_metric neocognitron pixels) without a shift)" "$(metrics neocognitron shifted_pixels)" 0.6
