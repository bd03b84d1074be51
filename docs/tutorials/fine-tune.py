import sys
import dlc

model, folder = sys.argv[1:]
net = dlc.load(model, loss="softmax_cross_entropy")
program = dlc.compile(net, mode="train", optimizer="adam")
data = dlc.open_dataset(folder)
images, labels = data.images, data.labels
train, test = dlc.Dataset(images[:-1000], labels[:-1000]), dlc.Dataset(images[-1000:], labels[-1000:])
print(f"before: {program.evaluate(test).accuracy:.1%}")
program.fit(train, epochs=10, batch=50, learning_rate=1e-2, schedule="cosine")
print(f"after: {program.evaluate(test).accuracy:.1%}")
program.save("tuned.dlm")
