// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-repeats.h"

#include <string.h>

/*
 * Two rows of one file that agree in every field are two requests, so each row needs to know how
 * many equal ones came before it. A table of all rows of a large file would be too big. Instead the
 * first pass sets a bit per row in a field of bits, and a second bit where the first was set
 * already. Only rows whose second bit is set can be repeats; there are few of them, and a table
 * holds those in the second pass. A row that shares its bit by chance is counted in that table too
 * and gets its right number, 0.
 */

#define BITS_PER_ROW 32
#define BITS_MIN (1 << 16)
#define BITS_MAX (1 << 28)

struct _TwRepeats {
  guint64 mask;
  guint64 *once, *twice;
  GHashTable *counts; /* key -> GUINT */
};

static guint
hash_key (gconstpointer key)
{
  guint value;

  memcpy (&value, (const guint8 *) key + 8, sizeof value);
  return value;
}

static gboolean
keys_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, TW_REPEATS_KEY_LEN) == 0;
}

TwRepeats *
tw_repeats_new (guint64 n_rows)
{
  TwRepeats *self = g_new0 (TwRepeats, 1);
  guint64 bits = BITS_MIN;

  while (bits < BITS_MAX && bits < n_rows * BITS_PER_ROW)
    bits *= 2;
  self->mask = bits - 1;
  self->once = g_new0 (guint64, bits / 64);
  self->twice = g_new0 (guint64, bits / 64);
  self->counts = g_hash_table_new_full (hash_key, keys_equal, g_free, NULL);
  return self;
}

void
tw_repeats_free (TwRepeats *self)
{
  if (self == NULL)
    return;
  g_free (self->once);
  g_free (self->twice);
  g_hash_table_unref (self->counts);
  g_free (self);
}

static guint64
bit_of (TwRepeats *self, const guint8 *key)
{
  guint64 value;

  memcpy (&value, key, sizeof value);
  return value & self->mask;
}

void
tw_repeats_note (TwRepeats *self, const guint8 key[TW_REPEATS_KEY_LEN])
{
  guint64 bit = bit_of (self, key), one = G_GUINT64_CONSTANT (1) << (bit % 64);

  if (self->once[bit / 64] & one)
    self->twice[bit / 64] |= one;
  self->once[bit / 64] |= one;
}

guint
tw_repeats_number (TwRepeats *self, const guint8 key[TW_REPEATS_KEY_LEN])
{
  guint64 bit = bit_of (self, key);
  guint number;

  if ((self->twice[bit / 64] & G_GUINT64_CONSTANT (1) << (bit % 64)) == 0)
    return 0;
  number = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, key));
  g_hash_table_replace (self->counts, g_memdup2 (key, TW_REPEATS_KEY_LEN),
                        GUINT_TO_POINTER (number + 1));
  return number;
}
