// SPDX-License-Identifier: Apache-2.0
#include "base/tw-id.h"

#include "base/tw-hash.h"

#include <stdarg.h>
#include <string.h>
#include <sys/random.h>

/* Names of documents and stamps of events
 *
 * A ULID (https://github.com/ulid/spec) is 48 bits of milliseconds and 80 random bits as 26
 * characters of Crockford's base 32, most significant first: ten characters of time (the first one
 * at most 7) and sixteen of chance. Text order is time order.
 *
 * A derived id is 130 bits of SHA-256 in the same alphabet, over the parts each preceded by its
 * length (8 bytes, big-endian), so that ("ab", "c") and ("a", "bc") differ. Two devices that see
 * the same thing make the same document.
 *
 * The hybrid logical clock follows Kulkarni, Demirbas et al., "Logical physical clocks" (2014): a
 * stamp is never below the wall clock, never below any stamp seen, and grows with every event; it
 * runs ahead of the wall clock only as far as a peer's did. A counter that would overflow carries
 * into the milliseconds.
 */

#define ULID_LEN 26
#define ULID_TIME_LEN 10
#define ULID_MAX_MS ((G_GINT64_CONSTANT (1) << 48) - 1)
#define HLC_MS_LEN 13
#define HLC_LEN (HLC_MS_LEN + 4)
#define HLC_MAX_MS ((G_GINT64_CONSTANT (1) << (4 * HLC_MS_LEN)) - 1)
#define HLC_MAX_AHEAD_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

static const char base32[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* @bits from @bytes, most significant first, five a character; the input must hold 5 * @n_chars
 * bits. */
static void
base32_put (char *out, const guint8 *bytes, gsize n_chars)
{
  guint buffer = 0, n_bits = 0;

  for (gsize i = 0; i < n_chars; i++)
    {
      if (n_bits < 5)
        {
          buffer = buffer << 8 | *bytes++;
          n_bits += 8;
        }
      n_bits -= 5;
      out[i] = base32[buffer >> n_bits & 31];
    }
}

static void
fill_random (guint8 bytes[16], TwRng *rng)
{
  if (rng != NULL)
    {
      guint64 words[2] = { GUINT64_TO_LE (tw_rng_next (rng)), GUINT64_TO_LE (tw_rng_next (rng)) };

      memcpy (bytes, words, 16);
    }
  else if (getrandom (bytes, 16, 0) != 16)
    g_error ("the system gives no random bytes");
}

static void
ulid_put (char *out, gint64 t_us, TwRng *rng)
{
  gint64 ms = CLAMP (t_us / 1000, 0, ULID_MAX_MS);
  guint8 bytes[16];

  for (int i = ULID_TIME_LEN - 1; i >= 0; i--, ms >>= 5)
    out[i] = base32[ms & 31];
  fill_random (bytes, rng);
  base32_put (out + ULID_TIME_LEN, bytes, ULID_LEN - ULID_TIME_LEN);
  out[ULID_LEN] = '\0';
}

char *
tw_ulid_new (gint64 t_us, TwRng *rng)
{
  char *ulid = g_malloc (ULID_LEN + 1);

  ulid_put (ulid, t_us, rng);
  return ulid;
}

gboolean
tw_ulid_is_valid (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (int i = 0; i < ULID_LEN; i++)
    if (text[i] == '\0' || strchr (base32, text[i]) == NULL)
      return FALSE;
  return text[ULID_LEN] == '\0' && text[0] <= '7';
}

char *
tw_id_new (const char *type, gint64 t_us, TwRng *rng)
{
  gsize len;
  char *id;

  g_return_val_if_fail (type != NULL, NULL);

  len = strlen (type);
  id = g_malloc (len + 1 + ULID_LEN + 1);
  memcpy (id, type, len);
  id[len] = ':';
  ulid_put (id + len + 1, t_us, rng);
  return id;
}

char *
tw_id_derived (const char *type, ...)
{
  g_autoptr (GByteArray) input = g_byte_array_sized_new (128);
  guint8 digest[TW_SHA256_LEN];
  char text[ULID_LEN + 1];
  const char *part;
  va_list parts;

  g_return_val_if_fail (type != NULL, NULL);

  va_start (parts, type);
  while ((part = va_arg (parts, const char *)) != NULL)
    {
      guint64 len = strlen (part), prefix = GUINT64_TO_BE (len);

      g_byte_array_append (input, (const guint8 *) &prefix, sizeof prefix);
      g_byte_array_append (input, (const guint8 *) part, (guint) len);
    }
  va_end (parts);

  tw_sha256 (input->data, input->len, digest);
  base32_put (text, digest, ULID_LEN);
  text[ULID_LEN] = '\0';
  return g_strconcat (type, ":", text, NULL);
}

char *
tw_id_dup_type (const char *id)
{
  gsize n = 0;

  g_return_val_if_fail (id != NULL, NULL);

  while (g_ascii_islower (id[n]))
    n++;
  if (n == 0 || id[n] != ':' || id[n + 1] == '\0')
    return NULL;
  return g_strndup (id, n);
}

static void
hlc_count (TwHlc *hlc)
{
  if (hlc->counter == G_MAXUINT16)
    {
      hlc->ms++;
      hlc->counter = 0;
    }
  else
    hlc->counter++;
}

void
tw_hlc_tick (TwHlc *hlc, gint64 now_us)
{
  gint64 wall_ms = now_us / 1000;

  g_return_if_fail (hlc != NULL);

  if (wall_ms > hlc->ms)
    *hlc = (TwHlc){ wall_ms, 0 };
  else
    hlc_count (hlc);
}

gboolean
tw_hlc_receive (TwHlc *hlc, const TwHlc *remote, gint64 now_us)
{
  gint64 wall_ms = now_us / 1000;

  g_return_val_if_fail (hlc != NULL && remote != NULL, FALSE);

  if (remote->ms > wall_ms + HLC_MAX_AHEAD_MS)
    return FALSE;
  if (wall_ms > hlc->ms && wall_ms > remote->ms)
    {
      *hlc = (TwHlc){ wall_ms, 0 };
      return TRUE;
    }
  if (remote->ms > hlc->ms || (remote->ms == hlc->ms && remote->counter > hlc->counter))
    *hlc = *remote;
  hlc_count (hlc);
  return TRUE;
}

char *
tw_hlc_format (const TwHlc *hlc)
{
  g_return_val_if_fail (hlc != NULL, NULL);

  return g_strdup_printf ("%013" G_GINT64_MODIFIER "x%04x",
                          (guint64) CLAMP (hlc->ms, 0, HLC_MAX_MS), hlc->counter);
}

gboolean
tw_hlc_parse (const char *text, TwHlc *ret_hlc)
{
  guint64 ms = 0, counter = 0;

  g_return_val_if_fail (text != NULL && ret_hlc != NULL, FALSE);

  /* Lower case only: stamps are compared as text. */
  for (int i = 0; i < HLC_LEN; i++)
    {
      if (!g_ascii_isxdigit (text[i]) || g_ascii_isupper (text[i]))
        return FALSE;
      if (i < HLC_MS_LEN)
        ms = ms << 4 | (guint64) g_ascii_xdigit_value (text[i]);
      else
        counter = counter << 4 | (guint64) g_ascii_xdigit_value (text[i]);
    }
  if (text[HLC_LEN] != '\0')
    return FALSE;
  *ret_hlc = (TwHlc){ (gint64) ms, (guint16) counter };
  return TRUE;
}
