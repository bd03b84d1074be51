/* The part of <assert.h> that xxhash.h uses. */
#ifndef DLC_FREESTANDING_ASSERT_H
#define DLC_FREESTANDING_ASSERT_H

#define static_assert _Static_assert

#endif
