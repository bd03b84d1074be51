"$EXAMPLES/dbn" >log
plain="$(sed -n 's/^mean of 3 seeds: \([0-9.]*\) %.*/\1/p' log)" pretrained="$(sed -n 's/^mean of 3 seeds:.* \([0-9.]*\) % with it/\1/p' log)"
at_least "accuracy with 1000 labels, pre-trained, mean of 3 seeds, in %" "$pretrained" 81
at_least "gain over no pre-training ($plain %), in points" "$(calculate 'a - b' "$pretrained" "$plain")" 0.5
