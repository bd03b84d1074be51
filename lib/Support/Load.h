/* Loading a model file that lies in memory, or comes from elsewhere. */
#ifndef DLC_SUPPORT_LOAD_H
#define DLC_SUPPORT_LOAD_H

#include "Format.h"
#include "Index.h"
#include "Support.h"

typedef struct dlc_reader dlc_reader;
struct dlc_reader {
  dlc_instance *instance;
  const char *path; /* for messages */
  /* All of it, or NULL: then `read` fills a buffer with so many bytes from an offset on, which are in the
   * file. */
  const unsigned char *bytes;
  int32_t (*read)(dlc_reader *reader, uint64_t offset, void *buffer, uint64_t count);
  int descriptor; /* that `read` reads */
  int stays;      /* `bytes` are there as long as the instance, which reads variables there */
  int is_taken;   /* out: the instance has the new values */
  uint64_t size;  /* of the file */
  void *index_buffer;
  uint64_t index_bytes;
  dlm_index index;
};

/* What loading takes for each variable of the program, beside their memory. */
extern const uint64_t dlc_support_loading_bytes;
/* Loads all or nothing; see dlc_support_load. */
int32_t dlc_support_load_with(dlc_reader *reader);

#endif
