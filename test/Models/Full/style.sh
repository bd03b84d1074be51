models="$FULL/../../../docs/models"
learn style --epochs 4 --batch 64 --lr 1e-3
# paint START SEED: the loss after 400 steps from the photograph (0), the painting (1) or noise (2).
paint() {
  dlc run "style-$2.dlm" --threads "$threads" --entry look --input content="$models/cat.npy" --input style="$models/painting.npy" \
    --output preview=preview.png -o looked.dlm
  dlc run looked.dlm --threads "$threads" --entry start --input "from=$1" --output image=start.png -o start.dlm
  dlc run start.dlm --threads "$threads" --entry paint --input learning_rate=0.02 --steps 400 --output "image=$1-$2.png" --json >painted.json
  value painted.json loss
}
read -ra photograph <<<"$(for_seeds paint 0)"
at_most "loss after 400 steps from the photograph" "${photograph[*]}" 0.2
starts=(photograph painting noise)
for from in 1 2; do
  read -ra losses <<<"$(for_seeds paint $from)"
  ratios=()
  for i in "${!photograph[@]}"; do ratios+=("$(calculate 'a / b' "${losses[i]}" "${photograph[i]}")"); done
  at_most "the same from the ${starts[from]}, for each of that" "${ratios[*]}" 1.1
done
