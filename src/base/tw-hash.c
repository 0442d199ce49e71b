// SPDX-License-Identifier: Apache-2.0
#include "base/tw-hash.h"

static GPrivate md5_of_thread = G_PRIVATE_INIT ((GDestroyNotify) g_checksum_free);
static GPrivate sha256_of_thread = G_PRIVATE_INIT ((GDestroyNotify) g_checksum_free);

/* Every document written is hashed: one checksum object per thread and kind is kept and reset, not
 * made anew. */
static void
digest (GPrivate *slot, GChecksumType type, gconstpointer data, gsize len, guint8 *ret_digest,
        gsize digest_len)
{
  static const guint8 nothing[1];
  GChecksum *checksum = g_private_get (slot);

  if (checksum == NULL)
    {
      checksum = g_checksum_new (type);
      g_private_set (slot, checksum);
    }
  g_checksum_reset (checksum);
  g_checksum_update (checksum, data != NULL ? data : nothing, (gssize) len);
  g_checksum_get_digest (checksum, ret_digest, &digest_len);
}

void
tw_md5 (gconstpointer data, gsize len, guint8 ret_digest[TW_MD5_LEN])
{
  g_return_if_fail (data != NULL || len == 0);

  digest (&md5_of_thread, G_CHECKSUM_MD5, data, len, ret_digest, TW_MD5_LEN);
}

void
tw_sha256 (gconstpointer data, gsize len, guint8 ret_digest[TW_SHA256_LEN])
{
  g_return_if_fail (data != NULL || len == 0);

  digest (&sha256_of_thread, G_CHECKSUM_SHA256, data, len, ret_digest, TW_SHA256_LEN);
}

char *
tw_hex_encode (const guint8 *bytes, gsize len)
{
  static const char digits[] = "0123456789abcdef";
  char *hex = g_malloc (2 * len + 1);

  for (gsize i = 0; i < len; i++)
    {
      hex[2 * i] = digits[bytes[i] >> 4];
      hex[2 * i + 1] = digits[bytes[i] & 15];
    }
  hex[2 * len] = '\0';
  return hex;
}

gboolean
tw_hex_decode (const char *hex, guint8 *ret_bytes, gsize len)
{
  g_return_val_if_fail (hex != NULL, FALSE);

  for (gsize i = 0; i < 2 * len; i++)
    if (!g_ascii_isxdigit (hex[i]))
      return FALSE;
  if (hex[2 * len] != '\0')
    return FALSE;
  for (gsize i = 0; i < len; i++)
    ret_bytes[i] =
        (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  return TRUE;
}
