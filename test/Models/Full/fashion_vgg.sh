one_seed
learn fashion_vgg --epochs 20 --batch 128 --optimizer 'adamw(weight_decay=0.05), average=0.998' --lr 2e-3 --schedule 'cosine(warmup=1)'
at_least "accuracy on the test set" "$(metrics fashion_vgg accuracy)" 0.93
