dlc new captions -o captions.mlir
dlc train captions.mlir --threads 1 --data fashion-mnist --epochs 6 --batch 64 --optimizer 'adamw(weight_decay=0.05), average=0.998' --lr 2e-3 --schedule 'cosine(warmup=0.5)' --seed 1 -o captions.dlm >log
dlc eval captions.dlm --threads 1 --data fashion-mnist:test --json >eval.json
at_least "captions of scenes of test images of which every word is right" "$(metric eval.json exact)" 0.95
