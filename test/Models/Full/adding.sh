dlc new adding -o adding.mlir
dlc run adding.mlir --threads 1 --entry learn_lstm --input learning_rate=4e-3 --steps 3000 --seed 1 --json -o lstm.dlm >lstm.json
dlc run adding.mlir --threads 1 --entry learn_rnn --input learning_rate=1e-3 --steps 3000 --seed 1 --json -o rnn.dlm >rnn.json
# The mean of the last 200 batches, which are all new.
last() { grep '"step"' "$1" | tail -200 | sed 's/.*"error":\([-0-9.e]*\).*/\1/' | awk '{ s += $1 } END { printf "%.3g\n", s / NR }'; }
at_most "squared error of the LSTM at length 200; always answering 1: 0.167" "$(last lstm.json)" 0.01
at_least "squared error of the plain recurrent network, which does not learn it" "$(last rnn.json)" 0.1
