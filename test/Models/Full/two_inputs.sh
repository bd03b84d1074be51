learn two_inputs --epochs 10 --batch 128 --lr 1e-3 --schedule cosine
both="$(mean_metric two_inputs accuracy)" upper="$(mean_metric two_inputs upper_accuracy)" lower="$(mean_metric two_inputs lower_accuracy)"
at_least "accuracy with both halves" "$(metrics two_inputs accuracy)" 0.88
at_least "gain over the upper half alone ($upper)" "$(calculate 'a - b' "$both" "$upper")" 0.03
at_least "gain over the lower half alone ($lower)" "$(calculate 'a - b' "$both" "$lower")" 0.03
