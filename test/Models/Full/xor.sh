# Of ten initial values: how often all four rows are right to within 0.1. From small ones, gradient descent finds the way.
dlc new xor -o xor.mlir
learnt=0
for seed in 1 2 3 4 5 6 7 8 9 10; do
  dlc run xor.mlir --entry learn --input learning_rate=1 --steps 8000 --seed $seed -o xor.dlm >log
  dlc run xor.dlm --json >answers.json
  are_right="$(value_list answers.json answers | awk -F, '{ print ($1 < 0.1 && $2 > 0.9 && $3 > 0.9 && $4 < 0.1) }')"
  learnt=$((learnt + are_right))
done
at_least "of 10 seeds, so many learn XOR" $learnt 10
