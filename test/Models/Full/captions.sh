one_seed
learn captions --epochs 8 --batch 64 --optimizer 'adamw(weight_decay=0.05), average=0.998' --lr 2e-3 --schedule 'cosine(warmup=0.5)'
at_least "captions of scenes of test images of which every word is right" "$(metrics captions exact)" 0.95
