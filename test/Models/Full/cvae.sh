# An independent classifier says whether what is drawn is of the class that was asked for.
dlc new lenet -o lenet.mlir
dlc train lenet.mlir --threads 1 --data fashion-mnist --seed 9 --epochs 5 --batch 128 --lr 1e-3 --schedule cosine -o lenet.dlm >lenet.log
dlc eval lenet.dlm --threads 1 --data fashion-mnist:test --json >lenet.json
at_least "accuracy of the classifier on test images" "$(metric lenet.json accuracy)" 0.88
learn cvae fashion-mnist --epochs 10 --batch 128 --lr 1e-3 --schedule cosine
at_most "negative evidence lower bound of test images, in nats, mean of 3 seeds" "$(mean_metric cvae loss)" 245
labels="$(for class in 0 1 2 3 4 5 6 7 8 9; do for i in $(seq 100); do printf '%s, ' $class; done; done)"
for seed in 1 2 3; do
  dlc run cvae-$seed.dlm --threads 1 --input "label=[${labels%, }]" --output image=drawn.npy
  dlc run lenet.dlm --threads 1 --input image=drawn.npy --json >logits.json
  value_list logits.json logits | awk -F, '{
    for (i = 0; i < 1000; ++i) {
      best = 0
      for (c = 1; c < 10; ++c) if ($(10 * i + c + 1) > $(10 * i + best + 1)) best = c
      hits += best == int(i / 100)
    }
    print hits / 1000 }' >recognised-$seed
done
at_least "of 1000 drawn images, recognised as the class that was asked for, mean of 3 seeds" "$(mean "$(cat recognised-1)" "$(cat recognised-2)" "$(cat recognised-3)")" 0.9
