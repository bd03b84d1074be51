# Five optimizers on the zoo's mlp, 5 epochs, each with the rate that is usual with it.
for rule in "sgd 0.1" "momentum 0.01" "adagrad 0.01" "rmsprop 0.001" "adam 0.001"; do
  name="${rule% *}"
  mkdir -p $name
  (cd $name && learn mlp --epochs 5 --batch 128 --optimizer "$name" --lr "${rule#* }")
  at_least "accuracy with $name, rate ${rule#* }" "$(metrics $name/mlp accuracy)" 0.83
done
