dlc new adding -o adding.mlir
# last_error ENTRY RATE SEED: the mean of the last 200 batches, which are all new.
last_error() {
  dlc run adding.mlir --threads "$threads" --entry "$1" --input "learning_rate=$2" --steps 3000 --seed "$3" --json -o "$1-$3.dlm" >"$1-$3.json"
  mean $(sed -n '/"step"/ s/.*"error":\([^,}]*\).*/\1/p' "$1-$3.json" | tail -200)
}
at_most "squared error of the LSTM at length 200; always answering 1: 0.167" "$(for_seeds last_error learn_lstm 4e-3)" 0.01
at_least "squared error of the plain recurrent network, which does not learn it" "$(for_seeds last_error learn_rnn 1e-3)" 0.1
