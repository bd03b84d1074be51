# A text of a megabyte and more, which is not part of the project: CHARS_TEXT=FILE.txt.
text="${CHARS_TEXT:-}"
if [[ ! -e $text ]]; then
  echo "| no text: CHARS_TEXT=FILE.txt, such as the Shakespeare of char-rnn | | |"
  return
fi
head -c 1000000 "$text" >learn.txt
tail -c +1000001 "$text" >test.txt
for name in gpt lstm; do
  rate=4e-3 optimizer='adamw(beta2=0.99), clip_norm=1'
  [[ $name == lstm ]] && rate=5e-3 optimizer='adam, clip_norm=1'
  dlc new chars_$name -o $name.mlir
  dlc train $name.mlir --threads 1 --data 'learn.txt(sequence=128)' --batch 8 --epochs 1 --lr $rate --optimizer "$optimizer" --schedule 'cosine(warmup=0.1)' --seed 1 -o $name.dlm >$name.log
  dlc eval $name.dlm --threads 1 --data 'test.txt(sequence=128)' --json >$name.json
  dlc run $name.dlm --threads 1 --entry write --input temperature=0.7 --steps 400 --output text=$name.txt >/dev/null
  at_most "bits a character of an unseen text, $name" "$(metric $name.json bits)" 2.75
done
at_most "bits that the GPT takes, for each of the LSTM" "$(awk -v a="$(metric gpt.json bits)" -v b="$(metric lstm.json bits)" 'BEGIN { print a / b }')" 1
