// SPDX-License-Identifier: Apache-2.0
#include "store/tw-hints.h"

#include <string.h>

/*
 * A third of a point read is the way down the index of ids: long keys compared at every step. A
 * document keeps its doc_no for ever, so the way is remembered: a table of N_SLOTS words, each half
 * of a hash and a doc_no, one place per id, the newer entry wins. Nothing ever needs to be taken
 * out. 4 MB, touched only where it is used.
 */

#define SLOT_BITS 19
#define N_SLOTS (1u << SLOT_BITS)

struct _TwHints {
  guint64 slots[N_SLOTS]; /* atomic: upper half of the hash << 32 | doc_no */
};

TwHints *
tw_hints_new (void)
{
  return g_malloc0 (sizeof (TwHints));
}

void
tw_hints_free (TwHints *self)
{
  g_free (self);
}

/* Eight bytes at a time, multiplied and folded; only spread matters. */
static guint64
hash_id (const char *id)
{
  gsize len = strlen (id);
  guint64 hash = len * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15), word;

  for (; len > 0; id += MIN (len, 8), len -= MIN (len, 8))
    {
      word = 0;
      memcpy (&word, id, MIN (len, 8));
      hash = (hash ^ word) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
      hash ^= hash >> 32;
    }
  return hash;
}

gint64
tw_hints_get (TwHints *self, const char *id)
{
  guint64 hash = hash_id (id);
  guint64 slot = __atomic_load_n (&self->slots[hash & (N_SLOTS - 1)], __ATOMIC_RELAXED);

  return slot >> 32 == hash >> 32 ? (gint64) (slot & G_MAXUINT32) : 0;
}

void
tw_hints_set (TwHints *self, const char *id, gint64 doc_no)
{
  guint64 hash = hash_id (id);

  if (doc_no > 0 && doc_no <= G_MAXUINT32)
    __atomic_store_n (&self->slots[hash & (N_SLOTS - 1)], (hash >> 32) << 32 | (guint64) doc_no,
                      __ATOMIC_RELAXED);
}
