# Five optimizers on the zoo's mlp, 5 epochs, each with the rate that is usual with it.
dlc new mlp -o mlp.mlir
for rule in "sgd 0.1" "momentum 0.01" "adagrad 0.01" "rmsprop 0.001" "adam 0.001"; do
  name="${rule% *}"
  dlc train mlp.mlir --threads 1 --data fashion-mnist --epochs 5 --batch 128 --seed 1 --optimizer "$name" --lr "${rule#* }" --json -o $name.dlm >$name.log
  dlc eval $name.dlm --threads 1 --data fashion-mnist:test --json >$name.json
  at_least "accuracy with $name, rate ${rule#* }" "$(metric $name.json accuracy)" 0.83
done
