// Finds convolutions, pooling and the loops around them that can run together, image by image, so that an
// image is read again while it is still in the cache: conv, the statistics of batch norm, normalisation and
// activation forward; the same in reverse backward.
//
// On buffers, where all that binds two ops is the memory that they touch. An op belongs to a group if image n
// of what it writes follows from image n of what the group writes, and from nothing else that the group
// writes.
#include "Codegen/Memory/BufferSizes.h"
#include "Codegen/Passes.h"

#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_GROUPIMAGES
#include "Codegen/Passes.h.inc"

namespace {
/// Convolutions in a group: each may keep a padded image on the stack.
constexpr int64_t mostConvolutions = 4;
/// Ops that are stepped over in search of the next member.
constexpr int64_t mostSkipped = 24;

/// How an op touches the memory behind a buffer.
struct Access {
  Value root;
  bool byImage; ///< image n of it in iteration n, and nothing else
  bool writes;
};
using Accesses = SmallVector<Access, 8>;

/// The buffer that `buffer` is a view of. `whole` becomes false if an image of the view is not one of the
/// root.
Value rootOf(Value buffer, bool &whole) {
  while (auto view = buffer.getDefiningOp<ViewLikeOpInterface>()) {
    auto keepsImages = [](auto reshape) { return reshape.getReassociationIndices()[0].size() == 1; };
    Operation *op = view;
    auto type = dyn_cast<MemRefType>(buffer.getType());
    if (auto expand = dyn_cast<memref::ExpandShapeOp>(op))
      whole &= expand.getSrcType().getRank() > 0 && keepsImages(expand);
    else if (auto collapse = dyn_cast<memref::CollapseShapeOp>(op))
      whole &= type && type.getRank() > 0 && keepsImages(collapse);
    else
      whole = false;
    buffer = view.getViewSource();
  }
  return buffer;
}

/// Adds what the body of an op reads from memory by itself, as a gather does: any image, in any iteration.
/// False if the body does anything else to memory.
bool addReadsOfBody(Operation *op, Accesses &accesses) {
  bool onlyReads = true;
  for (Region &region : op->getRegions())
    region.walk([&](Operation *inner) {
      if (auto load = dyn_cast<memref::LoadOp>(inner)) {
        bool whole = true;
        accesses.push_back({rootOf(load.getMemRef(), whole), /*byImage=*/false, /*writes=*/false});
      } else if (!inner->hasTrait<OpTrait::HasRecursiveMemoryEffects>() && !isMemoryEffectFree(inner)) {
        onlyReads = false;
      }
    });
  return onlyReads;
}

/// What is known of one op: its images, and what it touches. No images: it is no member of any group.
class Member {
public:
  explicit Member(Operation *op) : op(op) {
    member = llvm::TypeSwitch<Operation *, bool>(op)
                 .Case<kernel::ConvOp>([&](auto conv) {
                   if (conv.getWinogradImages() || kernel::areBytes(conv.getLhs(), conv.getRhs()))
                     return false; // its tiles are of many images, its tasks of parts of one
                   weightBytes = bytesOf(conv.getRhs());
                   convolutions = 1;
                   return touch(conv.getLhs(), true) && touch(conv.getRhs(), false) && touchExtras(conv) &&
                          touch(conv.getInit(), true, /*writes=*/true);
                 })
                 .Case<kernel::MaxPoolBackwardOp>([&](auto pool) {
                   return touch(pool.getLhs(), true) && touch(pool.getRhs(), true) && touchExtras(pool) &&
                          touch(pool.getInit(), true, /*writes=*/true);
                 })
                 .Case<kernel::MaxPoolOp>([&](auto pool) {
                   return touch(pool.getInput(), true) && touch(pool.getInit(), true, /*writes=*/true);
                 })
                 .Case<linalg::LinalgOp>([&](linalg::LinalgOp loop) { return describe(loop); })
                 .Default(false);
    member = member && addReadsOfBody(op, accesses);
    isKernel = isa<kernel::KernelDialect>(op->getDialect());
  }

  /// Whether it can run image by image.
  explicit operator bool() const { return member; }

  Operation *op;
  bool isKernel;
  int64_t images = 0, weightBytes = 0, convolutions = 0; ///< images: a size, see BufferSizes.h
  Accesses accesses;

private:
  static int64_t bytesOf(Value buffer) {
    auto type = cast<MemRefType>(buffer.getType());
    return type.hasStaticShape() ? type.getNumElements() * type.getElementTypeBitWidth() / 8 : INT64_MAX;
  }

  bool touch(Value buffer, bool byImage, bool writes = false) {
    auto type = cast<MemRefType>(buffer.getType());
    bool whole = type.getLayout().isIdentity();
    Value root = rootOf(buffer, whole);
    accesses.push_back({root, byImage && whole, writes});
    if (!byImage)
      return !writes;
    // Of two dynamic sizes one may be the batch and the other a name's.
    const std::optional<int64_t> size = codegen::sizeOf(buffer, 0);
    if (!size || (images && images != *size))
      return false;
    images = *size;
    return whole && images != 1;
  }

  template <typename Kernel> bool touchExtras(Kernel kernel) {
    for (auto [map, extra] : llvm::zip_equal(
             kernel.getEpilogueMaps().template getAsValueRange<AffineMapAttr>(), kernel.getExtras()))
      if (!touch(extra, map, false))
        return false;
    return true;
  }

  /// A loop's operand: images lead it, or it does not depend on them.
  bool touch(Value buffer, AffineMap map, bool writes) {
    AffineExpr image = getAffineDimExpr(0, buffer.getContext());
    bool leads = map.getNumResults() && map.getResult(0) == image;
    for (AffineExpr result : map.getResults().drop_front(leads))
      if (result.isFunctionOfDim(0))
        return false;
    return touch(buffer, leads, writes);
  }

  bool describe(linalg::LinalgOp loop) {
    SmallVector<utils::IteratorType> kinds = loop.getIteratorTypesArray();
    if (kinds.size() < 2 || kinds[0] != utils::IteratorType::parallel)
      return false;
    for (OpOperand &operand : loop->getOpOperands())
      if (isa<MemRefType>(operand.get().getType()) &&
          !touch(operand.get(), loop.getMatchingIndexingMap(&operand), loop.isDpsInit(&operand)))
        return false;
    return images != 0;
  }

  bool member;
};

/// Whether two ops may exchange places; in a group, whether each may run on image n once the first has.
bool independent(const Accesses &first, const Accesses &second, bool imageByImage) {
  for (const Access &a : first)
    for (const Access &b : second)
      if (a.root == b.root && (a.writes || b.writes) && !(imageByImage && a.byImage && b.byImage))
        return false;
  return true;
}

class Grouping {
public:
  Grouping(Block &body, kernel::TargetAttr target) : body(body), mostWeightBytes(target.getL2Bytes() / 4) {}

  void run() {
    for (Operation *op = &body.front(); op; op = op->getNextNode())
      if (!op->hasAttr(kImageGroup) && leadsToKernel(op))
        grow(op);
  }

private:
  /// Whether a group that begins here may hold a convolution or pooling: without one, nothing is moved.
  static bool leadsToKernel(Operation *start) {
    Member first(start);
    if (!first)
      return false;
    int64_t steps = 0;
    for (Operation *op = start; op && steps <= mostSkipped; op = op->getNextNode()) {
      if (isPure(op) || isa<memref::AllocOp>(op))
        continue;
      Member member(op);
      if (member && member.isKernel && member.images == first.images)
        return true;
      ++steps;
    }
    return false;
  }

  void grow(Operation *start) {
    SmallVector<Member> members{Member(start)};
    SmallVector<Accesses> skipped;
    int64_t weightBytes = members[0].weightBytes, convolutions = members[0].convolutions;
    Operation *last = start;
    for (Operation *op = start->getNextNode(), *next; op && skipped.size() <= mostSkipped; op = next) {
      next = op->getNextNode();
      if (isPure(op) || isa<memref::AllocOp>(op))
        continue; // moves with its users
      Member candidate(op);
      std::optional<Accesses> all = candidate ? candidate.accesses : accessesOf(op);
      if (!all)
        break;
      bool fits =
          candidate && candidate.images == members[0].images &&
          weightBytes + candidate.weightBytes <= mostWeightBytes &&
          convolutions + candidate.convolutions <= mostConvolutions &&
          llvm::all_of(members, [&](const Member &m) { return independent(m.accesses, *all, true); }) &&
          llvm::all_of(skipped, [&](const Accesses &s) { return independent(s, *all, false); }) &&
          moveBehind(op, last);
      if (!fits) {
        // What later members ask for, such as the scale that a batch norm amounts to, is no obstacle in front
        // of them. The gradient of weights stays where what it reads is in the cache.
        const bool mayGoAhead =
            isa<linalg::LinalgOp>(op) &&
            llvm::all_of(members, [&](const Member &m) { return independent(m.accesses, *all, false); }) &&
            llvm::all_of(skipped, [&](const Accesses &s) { return independent(s, *all, false); });
        if (!mayGoAhead || !moveInFront(op, start))
          skipped.push_back(*all);
        continue;
      }
      weightBytes += candidate.weightBytes;
      convolutions += candidate.convolutions;
      last = op;
      members.push_back(std::move(candidate));
    }
    if (members.size() < 2 || llvm::none_of(members, [](const Member &m) { return m.isKernel; }))
      return;
    auto number = IntegerAttr::get(IntegerType::get(start->getContext(), 64), groups++);
    for (Member &member : members)
      member.op->setAttr(kImageGroup, number);
  }

  /// What an op touches that is no member; nothing if that is not known.
  static std::optional<Accesses> accessesOf(Operation *op) {
    if (!isa<linalg::LinalgOp, memref::LoadOp>(op) && !isa<kernel::KernelDialect>(op->getDialect()))
      return std::nullopt;
    Accesses all;
    auto destinations = dyn_cast<DestinationStyleOpInterface>(op);
    for (OpOperand &operand : op->getOpOperands())
      if (isa<MemRefType>(operand.get().getType())) {
        bool whole = true;
        all.push_back(
            {rootOf(operand.get(), whole), false, destinations && destinations.isDpsInit(&operand)});
      }
    if (!addReadsOfBody(op, all))
      return std::nullopt;
    return all;
  }

  /// Moves `op`, with what it needs, behind `last`, if nothing but views, sizes and memory must come along.
  bool moveBehind(Operation *op, Operation *last) {
    SmallVector<Operation *> needed;
    if (!collect(op, last, needed))
      return false;
    for (Operation *each : needed) {
      each->moveAfter(last);
      last = each;
    }
    return true;
  }

  /// The same in front of `first`.
  bool moveInFront(Operation *op, Operation *first) {
    SmallVector<Operation *> needed;
    if (!collect(op, first, needed))
      return false;
    for (Operation *each : needed)
      each->moveBefore(first);
    return true;
  }

  bool collect(Operation *op, Operation *last, SmallVector<Operation *> &needed) {
    bool movable = true;
    auto need = [&](Value value) {
      Operation *definition = value.getDefiningOp();
      if (!definition || definition->getBlock() != &body || !last->isBeforeInBlock(definition) ||
          llvm::is_contained(needed, definition))
        return;
      movable &=
          (isPure(definition) || isa<memref::AllocOp>(definition)) && collect(definition, last, needed);
    };
    op->walk([&](Operation *inner) { llvm::for_each(inner->getOperands(), need); });
    needed.push_back(op);
    return movable;
  }

  Block &body;
  /// Weights that several convolutions of a group read for each image: they must stay in a core's cache
  /// beside the images.
  int64_t mostWeightBytes;
  int64_t groups = 0;
};

struct GroupImages : impl::GroupImagesBase<GroupImages> {
  void runOnOperation() override {
    if (getOperation().isExternal())
      return;
    kernel::TargetAttr target = kernel::targetOf(getOperation());
    if (!target)
      return signalPassFailure();
    Grouping(getOperation().getBody().front(), target).run();
  }
};
} // namespace
} // namespace dlc
