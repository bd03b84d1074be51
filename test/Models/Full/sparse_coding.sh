dlc new sparse_coding -o sparse_coding.mlir
dlc run sparse_coding.mlir --threads "$threads" --entry look --input images="$FULL/../../../docs/models/natural.npy" \
  --output preview=look.png --seed 1 -o looked.dlm
dlc run looked.dlm --threads "$threads" --entry learn --steps 1000 --json -o dictionary.dlm >learn.json
dlc run dictionary.dlm --threads "$threads" --entry measure --json >measure.json
at_most "part of the coefficients that are not 0" "$(value learn.json active)" 0.2
at_most "part of the variance that they leave unexplained" "$(value learn.json unexplained)" 0.5
at_least "part of the atoms that are local" "$(value measure.json local)" 0.7
at_least "part of the atoms that are oriented" "$(value measure.json oriented)" 0.8
