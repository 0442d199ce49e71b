// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "base/tw-address.h"

#include "base/tw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The address code
 *
 *   code = CC [-BBB [-U [-floor [-RR [-AAAA]]]]]
 *   floor = F nn | B n n       storey nn, basement n; F00 where a deeper level is set but no floor
 *
 * Levels run from the community down to the last one that is set, in the element order of
 * GB/T 39609-2020 (administrative area, lane or compound, building, then unit and room), with the
 * storey spelled out and our asset at the end; the administrative area is the street's own and not
 * repeated in every code. A level that is skipped stands as zeros. Reading takes either letter case
 * and missing leading zeros; writing is always in full, so one address has one code.
 */

enum { COMMUNITY, BUILDING, UNIT, FLOOR, ROOM, ASSET, N_LEVELS };

static const struct {
  int min, max, width;
} levels[N_LEVELS] = {
  { 1, 99, 2 }, { 0, 999, 3 }, { 0, 99, 1 }, { -9, 199, 2 }, { 0, 99, 2 }, { 0, 9999, 4 },
};

static void
to_array (const TwAddress *address, int values[N_LEVELS])
{
  values[COMMUNITY] = address->community;
  values[BUILDING] = address->building;
  values[UNIT] = address->unit;
  values[FLOOR] = address->floor;
  values[ROOM] = address->room;
  values[ASSET] = address->asset;
}

static gboolean
values_are_valid (const int values[N_LEVELS])
{
  for (int i = 0; i < N_LEVELS; i++)
    if (values[i] < levels[i].min || values[i] > levels[i].max)
      return FALSE;
  return TRUE;
}

char *
tw_address_encode (const TwAddress *address)
{
  int values[N_LEVELS], last = COMMUNITY;
  GString *code;

  g_return_val_if_fail (address != NULL, NULL);
  to_array (address, values);
  g_return_val_if_fail (values_are_valid (values), NULL);

  for (int i = 0; i < N_LEVELS; i++)
    if (values[i] != 0)
      last = i;
  code = g_string_sized_new (24);
  for (int i = 0; i <= last; i++)
    {
      if (i > 0)
        g_string_append_c (code, '-');
      if (i == FLOOR)
        g_string_append_c (code, values[i] < 0 ? 'B' : 'F');
      g_string_append_printf (code, "%0*d", levels[i].width, ABS (values[i]));
    }
  return g_string_free (code, FALSE);
}

/* One level at *p, which moves past it. */
static gboolean
read_level (const char **p, int level, int *ret_value)
{
  int sign = 1, value = 0, n = 0;

  if (level == FLOOR)
    {
      char letter = g_ascii_toupper (**p);

      if (letter != 'F' && letter != 'B')
        return FALSE;
      sign = letter == 'B' ? -1 : 1;
      (*p)++;
    }
  for (; n < 4 && g_ascii_isdigit (**p); n++, (*p)++)
    value = value * 10 + (**p - '0');
  if (n == 0 || (sign < 0 && value == 0))
    return FALSE;
  *ret_value = sign * value;
  return TRUE;
}

gboolean
tw_address_decode (const char *code, TwAddress *ret_address, GError **error)
{
  int values[N_LEVELS] = { 0 };
  const char *p = code;

  g_return_val_if_fail (code != NULL && ret_address != NULL, FALSE);

  for (int i = 0; i < N_LEVELS; i++)
    {
      if (i > 0 && *p == '\0')
        break;
      if ((i > 0 && *p++ != '-') || !read_level (&p, i, &values[i]))
        {
          g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX, _ ("“%s” is no address code"),
                       code);
          return FALSE;
        }
    }
  if (*p != '\0' || !values_are_valid (values))
    {
      g_set_error (error, TW_DATA_ERROR, *p != '\0' ? TW_DATA_ERROR_SYNTAX : TW_DATA_ERROR_RANGE,
                   _ ("The address code “%s” has a number out of range or too many levels"), code);
      return FALSE;
    }
  *ret_address = (TwAddress){ values[COMMUNITY], values[BUILDING], values[UNIT],
                              values[FLOOR],     values[ROOM],     values[ASSET] };
  return TRUE;
}

static void
append_room (GString *text, const TwAddress *address)
{
  if (address->floor > 0)
    g_string_append_printf (text, "%d%02d室", address->floor, address->room);
  else if (address->floor < 0)
    g_string_append_printf (text, "B%d%02d室", -address->floor, address->room);
  else
    g_string_append_printf (text, "%d室", address->room);
}

char *
tw_address_format_zh (const TwAddress *address, const char *community_name)
{
  GString *text;

  g_return_val_if_fail (address != NULL, NULL);

  text = g_string_new (community_name);
  if (community_name == NULL)
    g_string_append_printf (text, "%d社区", address->community);
  if (address->building != 0)
    g_string_append_printf (text, "%d栋", address->building);
  if (address->unit != 0)
    g_string_append_printf (text, "%d单元", address->unit);
  if (address->floor > 0)
    g_string_append_printf (text, "%d层", address->floor);
  else if (address->floor < 0)
    g_string_append_printf (text, "地下%d层", -address->floor);
  if (address->room != 0)
    append_room (text, address);
  if (address->asset != 0)
    g_string_append_printf (text, "%d号设施", address->asset);
  return g_string_free (text, FALSE);
}
