# Networks for ImageNet at their full size: the parameters that their papers and torchvision count, and a training step of two images.
while read -r name parameters; do
  dlc new "$name" -o "$name.mlir"
  dlc inspect "$name.mlir" --json | sed 's/"ops".*//' >"$name.json"
  exactly "$name: parameters" "$(metric "$name.json" parameters)" "$parameters"
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
