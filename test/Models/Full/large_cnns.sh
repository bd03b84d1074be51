# Networks for ImageNet at their full size: the parameters that their papers and torchvision count, whether steps with four pictures lower
# the loss, and what a learnt network then says of one, in finite numbers; and the time of a training step of two images.
pictures="$FULL/../../../docs/models"
mkdir -p pictures/painted pictures/plain
cp "$pictures"/style-[01].png pictures/painted
cp "$pictures"/style-{inputs,vgg19}.png pictures/plain
while read -r name parameters; do
  dlc new "$name" -o "$name.mlir"
  dlc inspect "$name.mlir" --json | sed 's/"ops".*//' >"$name.json"
  exactly "$name: parameters" "$(metric "$name.json" parameters)" "$parameters"
  dlc train "$name.mlir" --threads 1 --data 'pictures(size=224)' --batch 4 --epochs 4 --lr 1e-4 --seed 1 --json -o "$name.dlm" >"$name.log"
  head -1 "$name.log" >first.json
  at_most "$name: loss after three steps; at first" "$(metric "$name.log" loss)" "$(metric first.json loss)"
  dlc run "$name.dlm" --threads 1 --input image=pictures/painted/style-0.png --json >logits.json
  exactly "$name: logits that are finite" "$(value_list logits.json logits | tr , '\n' | grep -c '^-*[0-9]')" 1000
  rm "$name.dlm"
  dlc bench "$name.mlir" --threads 1 --train --entry train_step --batch 2 --seconds 1 --json >"$name.bench.json"
  printf '| %s: seconds of the step, one thread | %.2f | |\n' "$name" "$(metric "$name.bench.json" median_seconds)"
done <<'TABLE'
alexnet 61100840
vgg19 143667240
googlenet 6624904
resnet18 11689512
resnet50 25557032
mobilenet_v2 3504872
TABLE
