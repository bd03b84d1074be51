dlc new hopfield -o hopfield.mlir
dlc run hopfield.mlir --entry recall_rate --json >recall.json
for letter in 0 1 2 3; do
  at_least "letter $letter recalled from 25 % flipped pixels" "$(value recall.json recalled $letter)" 0.9
done
at_most "largest rise of the energy in an update" "$(value recall.json largest_rise)" 0
dlc run hopfield.mlir --entry capacity --json >capacity.json
for load in 0 1 2 3 4 5 6 7 8 9 10 11; do
  count="$(value capacity.json images $load)" kept="$(value capacity.json kept $load)"
  if awk -v n="$count" 'BEGIN { exit !(n <= 120) }'; then
    at_least "kept of $count images in 1000 units" "$kept" 0.95
  elif awk -v n="$count" 'BEGIN { exit !(n >= 180) }'; then
    at_most "kept of $count images in 1000 units" "$kept" 0.3
  else
    at_most "kept of $count images in 1000 units, around the capacity of 138" "$kept" 0.95
  fi
done
