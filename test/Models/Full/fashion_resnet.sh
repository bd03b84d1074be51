dlc new fashion_resnet -o fashion_resnet.mlir
dlc train fashion_resnet.mlir --data fashion-mnist --epochs 20 --batch 128 --optimizer 'adamw(weight_decay=0.05), average=0.998' --lr 2e-3 --schedule 'cosine(warmup=1)' --seed 1 -o fashion_resnet.dlm >log
dlc eval fashion_resnet.dlm --threads 1 --data fashion-mnist:test --json >eval.json
at_least "accuracy on the test set" "$(metric eval.json accuracy)" 0.935
