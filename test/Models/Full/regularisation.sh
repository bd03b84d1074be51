"$EXAMPLES/regularisation" >log
accuracy() { sed -n "s/^$1  *\([0-9.]*\)  .*/\1/p" log; }
names=("weight decay" dropout drop-connect "batch norm" sparsity augmentation "ensemble of 5")
for name in "${names[@]}"; do
  printf '| %s, against %s with none | %s | |\n' "$name" "$(accuracy none)" "$(accuracy "$name")"
done
best="$(for name in "${names[@]}"; do accuracy "$name"; done | sort -n | tail -1)"
at_least "gain of the best, in points" "$(calculate 'a - b' "$best" "$(accuracy none)")" 0.5
