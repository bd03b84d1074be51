OMP_NUM_THREADS=1 "$EXAMPLES/regularisation" >table
accuracy() { sed -n "s/^$1  *\([0-9.]*\)  .*/\1/p" table; }
for name in "weight decay" dropout drop-connect "batch norm" sparsity augmentation "ensemble of 5"; do
  printf '| %s, against %s with none | %s | |\n' "$name" "$(accuracy none)" "$(accuracy "$name")"
done
best="$(for name in "weight decay" dropout drop-connect "batch norm" sparsity augmentation "ensemble of 5"; do accuracy "$name"; done | sort -n | tail -1)"
at_least "gain of the best, in points" "$(awk -v a="$best" -v b="$(accuracy none)" 'BEGIN { print a - b }')" 0.5
