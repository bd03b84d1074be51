# The text: CHARS_TEXT=FILE.txt, or else the King James Bible of the Debian package bible-kjv, a verse a line. A million characters to learn
# from, and those behind them for the test.
if [[ -n ${CHARS_TEXT:-} ]]; then
  cp "$CHARS_TEXT" whole.txt
elif command -v bible >/dev/null; then
  bible -f gen1:1-rev22:21 | sed 's/^[^ ]* //' >whole.txt
else
  echo "chars: no text to learn: install Debian's package bible-kjv, or give a text of 1.1 million characters as CHARS_TEXT=FILE.txt" >&2
  return 1
fi
head -c 1120000 whole.txt >text.txt
head -c 1000000 text.txt >learn.txt
tail -c +1000001 text.txt >test.txt
if (($(wc -c <test.txt) < 50000)); then
  echo "chars: the text has $(wc -c <whole.txt) characters, and a million to learn from and 50,000 for the test are needed" >&2
  return 1
fi

# learn_characters NAME EPOCHS RATE OPTIMIZER: trains, evaluates, and sets `seconds`: those that the CPU spent on the training.
learn_characters() {
  local TIMEFORMAT='%U %S'
  { time dlc train "$1.mlir" --threads 1 --data 'learn.txt(sequence=128)' --batch 4 --epochs "$2" --lr "$3" \
    --optimizer "$4" --schedule 'cosine(warmup=0.1)' --seed 1 -o "$1.dlm" >"$1.log" 2>&3; } 3>&2 2>"$1.time"
  seconds="$(awk '{ print $1 + $2 }' "$1.time")"
  dlc eval "$1.dlm" --threads 1 --data 'test.txt(sequence=128)' --json >"$1.json"
}
learn_gpt() { learn_characters gpt "$1" 5e-3 'adamw(beta2=0.99, weight_decay=0.05), clip_norm=1'; }

dlc new chars_lstm -o lstm.mlir
dlc new chars_gpt -o gpt.mlir
learn_characters lstm 3 1e-2 'adam, clip_norm=1'
lstm_seconds="$seconds"
# The GPT learns as many epochs as fit into the time of the LSTM's three, as this machine is: an epoch and its start are measured first.
learn_gpt 1
epochs="$(awk -v all="$lstm_seconds" -v one="$seconds" 'BEGIN { print all < one ? 1 : int(all / one) }')"
learn_gpt "$epochs"
dlc run gpt.dlm --threads 1 --entry write --input temperature=0.7 --steps 400 --output text=gpt.txt >/dev/null
at_most "bits a character of an unseen text, LSTM, 3 epochs" "$(metric lstm.json bits)" 2.4
at_most "the same, GPT, $epochs epochs" "$(metric gpt.json bits)" 2.3
at_most "CPU seconds of the GPT, for each of the LSTM's $lstm_seconds" "$(calculate 'a / b' "$seconds" "$lstm_seconds")" 1.05
at_most "bits that the GPT takes, for each of the LSTM" "$(calculate 'a / b' "$(metric gpt.json bits)" "$(metric lstm.json bits)")" 1

# The same networks in PyTorch, by the recipes of recipes.py, where a Python has it: from the same weights, and means over seeds.
python="${PYTORCH_PYTHON:-python3}"
if "$python" -c 'import numpy, torch' 2>/dev/null; then
  for name in rnn gru lstm gpt; do
    at_most "chars_$name from PyTorch's weights: largest relative difference of the losses of 30 steps" \
      "$("$python" "$FULL/PyTorch/same-weights" chars_$name --text text.txt | sed 's/.* is \(.*\) of the loss/\1/')" 0.001
  done
  for name in rnn gru lstm; do
    "$python" "$FULL/PyTorch/compare" chars_$name --text text.txt --limit 400000 --seeds 1,2,3 >$name.row
    at_most "bits of chars_$name for each of PyTorch's, means of the seeds 1 to 3, 400,000 characters" \
      "$(awk -F' *[|] *' '{ printf "%.4g", $6 / $7 }' $name.row)" 1.01
  done
else
  echo "| not beside PyTorch: PYTORCH_PYTHON=PROGRAM names a Python that has torch and NumPy | | |"
fi
