// SPDX-License-Identifier: Apache-2.0
#include "store/tw-rev.h"

#include "base/tw-hash.h"

#include <string.h>

#define MAX_GEN 1000000000

gboolean
tw_rev_parse (const char *text, TwRev *ret_rev)
{
  guint64 gen = 0;
  const char *p = text;

  for (; g_ascii_isdigit (*p) && gen <= MAX_GEN; p++)
    gen = gen * 10 + (guint64) (*p - '0');
  if (p == text || *text == '0' || gen > MAX_GEN || *p != '-'
      || strlen (p + 1) != 2 * TW_REV_HASH_LEN)
    return FALSE;
  for (const char *q = p + 1; *q; q++)
    if (g_ascii_isupper (*q))
      return FALSE;
  TwRev rev = { .gen = (guint32) gen };
  if (!tw_hex_decode (p + 1, rev.hash, TW_REV_HASH_LEN))
    return FALSE;
  *ret_rev = rev;
  return TRUE;
}

char *
tw_rev_format (const TwRev *rev)
{
  static const char digits[] = "0123456789abcdef";
  char hex[2 * TW_REV_HASH_LEN + 1] = { 0 };

  for (guint i = 0; i < TW_REV_HASH_LEN; i++)
    {
      hex[2 * i] = digits[rev->hash[i] >> 4];
      hex[2 * i + 1] = digits[rev->hash[i] & 15];
    }
  return g_strdup_printf ("%u-%s", rev->gen, hex);
}

/* MD5 over deleted flag, generation, parent hash and canonical body: opaque to peers, equal for
 * equal edits. */
void
tw_rev_compute (const TwRev *parent, guint32 gen, gboolean deleted, const char *body,
                gsize body_len, TwRev *ret_rev)
{
  guint8 head[1 + 4 + TW_REV_HASH_LEN] = { deleted ? 1 : 0, (guint8) (gen >> 24),
                                           (guint8) (gen >> 16), (guint8) (gen >> 8),
                                           (guint8) gen };
  guint8 small[1024];
  gsize len = sizeof head + body_len;
  g_autofree guint8 *big = len > sizeof small ? g_malloc (len) : NULL;
  guint8 *bytes = big ? big : small;

  if (parent)
    memcpy (head + 5, parent->hash, TW_REV_HASH_LEN);
  memcpy (bytes, head, sizeof head);
  memcpy (bytes + sizeof head, body, body_len);
  ret_rev->gen = gen;
  tw_md5 (bytes, len, ret_rev->hash);
}

gboolean
tw_rev_wins (const TwRev *a, gboolean a_deleted, const TwRev *b, gboolean b_deleted)
{
  if (a_deleted != b_deleted)
    return !a_deleted;
  if (a->gen != b->gen)
    return a->gen > b->gen;
  return memcmp (a->hash, b->hash, TW_REV_HASH_LEN) > 0;
}
