models="$FULL/../../../docs/models"
dlc new style -o style.mlir
dlc train style.mlir --threads 1 --data fashion-mnist --epochs 4 --batch 64 --lr 1e-3 --seed 1 -o eyes.dlm >log
dlc run eyes.dlm --threads 1 --entry look --input content="$models/cat.npy" --input style="$models/painting.npy" --output preview=preview.png -o looked.dlm
starts=(photograph painting noise)
for from in 0 1 2; do
  dlc run looked.dlm --threads 1 --entry start --input from=$from --output image=start.png -o start.dlm
  dlc run start.dlm --threads 1 --entry paint --input learning_rate=0.02 --steps 400 --output "image=${starts[from]}.png" --json >"${starts[from]}.json"
  loss[from]="$(value "${starts[from]}.json" loss)"
done
at_most "loss after 400 steps from the photograph" "${loss[0]}" 0.2
for from in 1 2; do
  at_most "the same from the ${starts[from]}, for each of that" "$(awk -v a="${loss[from]}" -v b="${loss[0]}" 'BEGIN { print a / b }')" 1.1
done
