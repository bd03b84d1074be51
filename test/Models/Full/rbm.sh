dlc new rbm -o rbm.mlir
dlc train rbm.mlir --threads 1 --data fashion-mnist --batch 100 --epochs 30 --lr 0.05 --schedule cosine --seed 1 -o rbm.dlm >log
dlc eval rbm.dlm --threads 1 --data fashion-mnist:test --json >eval.json
dlc run rbm.dlm --threads 1 --entry partition --json >partition.json
dlc run rbm.dlm --threads 1 --entry check_partition --json >check.json
at_most "|annealed - exact| log Z, with 12 hidden units" \
  "$(awk -v a="$(value check.json annealed)" -v b="$(value check.json exact)" 'BEGIN { d = a - b; print d < 0 ? -d : d }')" 0.3
at_most "deviation of the log weights of annealed importance sampling" "$(value partition.json spread)" 4
at_least "log-likelihood of a test image, in nats" \
  "$(awk -v f="$(metric eval.json loss)" -v z="$(value partition.json log_z)" 'BEGIN { print -f - z }')" -130
at_most "reconstruction error of a test image, in nats" "$(metric eval.json reconstruction_error)" 95

likelihood=()
# The same learning rate and a third of the epochs: contrastive divergence with 1 and 10 steps, and persistent chains.
for how in cd1 cd10 pcd; do
  plan=()
  [[ $how == cd* ]] && plan=(--plan "contrastive(k=${how#cd})")
  dlc train rbm.mlir --threads 1 --data fashion-mnist --batch 100 --epochs 10 --lr 0.05 --schedule cosine "${plan[@]}" --seed 1 -o $how.dlm >$how.log
  dlc eval $how.dlm --threads 1 --data fashion-mnist:test --json >$how.json
  dlc run $how.dlm --threads 1 --entry partition --json >$how-partition.json
  likelihood[${#likelihood[@]}]="$(awk -v f="$(metric $how.json loss)" -v z="$(value $how-partition.json log_z)" 'BEGIN { printf "%.1f", -f - z }')"
done
at_least "log-likelihood by CD-10, 10 epochs; by CD-1" "${likelihood[1]}" "${likelihood[0]}"
at_least "log-likelihood by persistent chains, 10 epochs; by CD-10" "${likelihood[2]}" "${likelihood[1]}"
