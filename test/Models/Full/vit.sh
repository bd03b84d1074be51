learn vit --epochs 10 --batch 128 --optimizer 'adamw(weight_decay=0.05), clip_norm=1' --lr 1e-3 --schedule 'cosine(warmup=1)'
nearness() {
  dlc run "vit-$1.dlm" --threads "$threads" --entry neighbours --json >neighbours.json
  value neighbours.json nearness
}
at_least "accuracy on the test set" "$(metrics vit accuracy)" 0.87
at_least "how much more alike the vectors of places are that lie one below the other" "$(for_seeds nearness)" 0.1
