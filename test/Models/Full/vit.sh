dlc new vit -o vit.mlir
dlc train vit.mlir --threads 1 --data fashion-mnist --epochs 10 --batch 128 --optimizer 'adamw(weight_decay=0.05), clip_norm=1' --lr 1e-3 --schedule 'cosine(warmup=1)' --seed 1 -o vit.dlm >log
dlc eval vit.dlm --threads 1 --data fashion-mnist:test --json >eval.json
dlc run vit.dlm --threads 1 --entry neighbours --json >neighbours.json
at_least "accuracy on the test set" "$(metric eval.json accuracy)" 0.87
at_least "how much more alike the vectors of places are that lie one below the other" "$(value neighbours.json nearness)" 0.1
