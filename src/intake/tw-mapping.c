// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-mapping.h"

#include "base/tw-error.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A header of hundreds of columns would hide the message it stands in. */
#define LISTED_MAX 60

static const struct {
  const char *name, *label;
} FIELDS[TW_REQUEST_N_FIELDS] = {
  [TW_REQUEST_WHEN] = { "when", N_ ("Time") },
  [TW_REQUEST_END] = { "end", N_ ("Time of completion") },
  [TW_REQUEST_SERVICE] = { "service", N_ ("Service") },
  [TW_REQUEST_CHANNEL] = { "channel", N_ ("Channel") },
  [TW_REQUEST_COMMUNITY] = { "community", N_ ("Community") },
  [TW_REQUEST_LAT] = { "lat", N_ ("Latitude") },
  [TW_REQUEST_LON] = { "lon", N_ ("Longitude") },
  [TW_REQUEST_POSITION] = { "position", N_ ("Position (both in one)") },
  [TW_REQUEST_TEXT] = { "text", N_ ("Text") },
  [TW_REQUEST_AGE] = { "age", N_ ("Age") },
  [TW_REQUEST_ADDRESS] = { "address", N_ ("Address") },
  [TW_REQUEST_ID] = { "id", N_ ("Number in its source") },
  [TW_REQUEST_STATUS] = { "status", N_ ("State") },
  [TW_REQUEST_TIME] = { "time", N_ ("Time of day") },
};

const char *
tw_request_field_name (TwRequestField field)
{
  g_return_val_if_fail (field < TW_REQUEST_N_FIELDS, "");
  return FIELDS[field].name;
}

const char *
tw_request_field_describe (TwRequestField field)
{
  g_return_val_if_fail (field < TW_REQUEST_N_FIELDS, "");
  return _ (FIELDS[field].label);
}

TwMapping *
tw_mapping_new (void)
{
  return g_new0 (TwMapping, 1);
}

void
tw_mapping_free (TwMapping *self)
{
  if (self == NULL)
    return;
  for (int i = 0; i < TW_REQUEST_N_FIELDS; i++)
    {
      g_free (self->columns[i]);
      g_free (self->constants[i]);
    }
  g_free (self);
}

TwMapping *
tw_mapping_copy (const TwMapping *self)
{
  TwMapping *copy = tw_mapping_new ();

  for (int i = 0; i < TW_REQUEST_N_FIELDS; i++)
    {
      copy->columns[i] = g_strdup (self->columns[i]);
      copy->constants[i] = g_strdup (self->constants[i]);
    }
  return copy;
}

void
tw_mapping_set_column (TwMapping *self, TwRequestField field, const char *column)
{
  g_return_if_fail (self != NULL && field < TW_REQUEST_N_FIELDS);
  g_free (self->columns[field]);
  self->columns[field] = g_strdup (column);
  if (column != NULL)
    g_clear_pointer (&self->constants[field], g_free);
}

void
tw_mapping_set_constant (TwMapping *self, TwRequestField field, const char *constant)
{
  g_return_if_fail (self != NULL && field < TW_REQUEST_N_FIELDS);
  g_free (self->constants[field]);
  self->constants[field] = g_strdup (constant);
  if (constant != NULL)
    g_clear_pointer (&self->columns[field], g_free);
}

/* --- text ------------------------------------------------------------------------------------ */

static int
find_field (const char *name)
{
  for (int i = 0; i < TW_REQUEST_N_FIELDS; i++)
    if (g_ascii_strcasecmp (FIELDS[i].name, name) == 0)
      return i;
  return -1;
}

static gboolean
fail_unknown_field (const char *name, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (int i = 0; i < TW_REQUEST_N_FIELDS; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", FIELDS[i].name);
  g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD,
               _ ("The mapping names an unknown field “%s”. The fields are: %s"), name, known->str);
  return FALSE;
}

/* Takes the next part up to a comma outside quotes; moves *@text behind it. */
static char *
take_part (const char **text)
{
  GString *part = g_string_new (NULL);
  gboolean quoted = FALSE;
  const char *at = *text;

  for (; *at != '\0' && (quoted || *at != ','); at++)
    {
      quoted = quoted != (*at == '"');
      g_string_append_c (part, *at);
    }
  *text = *at == ',' ? at + 1 : at;
  return g_string_free (part, FALSE);
}

/* "a ""b""" -> a "b"; text without quotes stays. */
static char *
unquote (const char *text)
{
  GString *out = g_string_new (NULL);
  gsize len = strlen (text);

  if (len < 2 || text[0] != '"' || text[len - 1] != '"')
    {
      g_string_append (out, text);
      return g_string_free (out, FALSE);
    }
  for (gsize i = 1; i + 1 < len; i++)
    {
      if (text[i] == '"' && i + 2 < len && text[i + 1] == '"')
        i++;
      g_string_append_c (out, text[i]);
    }
  return g_string_free (out, FALSE);
}

static gboolean
parse_part (TwMapping *self, char *part, GError **error)
{
  char *equals = strchr (part, '=');
  gboolean constant = equals != NULL && equals[1] == '=';
  g_autofree char *value = NULL;
  int field;

  if (equals == NULL)
    {
      g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX,
                   _ ("The mapping has “%s”, where field=column or field==value should stand"),
                   part);
      return FALSE;
    }
  *equals = '\0';
  field = find_field (g_strstrip (part));
  if (field < 0)
    return fail_unknown_field (part, error);
  value = unquote (g_strstrip (equals + (constant ? 2 : 1)));
  if (value[0] == '\0')
    {
      g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX,
                   _ ("The mapping gives no column for “%s”"), part);
      return FALSE;
    }
  if (constant)
    tw_mapping_set_constant (self, field, value);
  else
    tw_mapping_set_column (self, field, value);
  return TRUE;
}

TwMapping *
tw_mapping_parse (const char *text, GError **error)
{
  g_autoptr (TwMapping) self = tw_mapping_new ();

  g_return_val_if_fail (text != NULL, NULL);
  while (*text != '\0')
    {
      g_autofree char *part = take_part (&text);

      if (g_strstrip (part)[0] != '\0' && !parse_part (self, part, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

static void
append_value (GString *out, const char *value)
{
  if (strpbrk (value, ",\"= ") == NULL)
    {
      g_string_append (out, value);
      return;
    }
  g_string_append_c (out, '"');
  for (; *value != '\0'; value++)
    {
      if (*value == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *value);
    }
  g_string_append_c (out, '"');
}

char *
tw_mapping_to_string (const TwMapping *self)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);
  for (int i = 0; i < TW_REQUEST_N_FIELDS; i++)
    {
      if (self->columns[i] == NULL && self->constants[i] == NULL)
        continue;
      g_string_append_printf (out, "%s%s%s", out->len > 0 ? "," : "", FIELDS[i].name,
                              self->columns[i] != NULL ? "=" : "==");
      append_value (out, self->columns[i] != NULL ? self->columns[i] : self->constants[i]);
    }
  return g_string_free (out, FALSE);
}

/* --- columns --------------------------------------------------------------------------------- */

static gboolean
names_equal (const char *a, const char *b, gboolean exact)
{
  g_autofree char *x = NULL, *y = NULL;

  if (exact)
    return strcmp (a, b) == 0;
  x = g_utf8_casefold (a, -1);
  y = g_utf8_casefold (b, -1);
  return strcmp (g_strstrip (x), g_strstrip (y)) == 0;
}

/* A name wins over a number, so that a column called "2" can be had. */
static int
find_column (const char *column, char **header, guint n_columns)
{
  guint64 number;

  for (int exact = 1; header != NULL && exact >= 0; exact--)
    for (guint i = 0; i < n_columns; i++)
      if (names_equal (header[i], column, exact))
        return (int) i;
  if (g_ascii_string_to_unsigned (column, 10, 1, n_columns, &number, NULL))
    return (int) number - 1;
  return -1;
}

static char *
dup_names (char **header, guint n_columns)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; header != NULL && i < MIN (n_columns, LISTED_MAX); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", header[i]);
  return g_string_free (names, FALSE);
}

static gboolean
fail_no_column (TwRequestField field, const char *column, char **header, guint n_columns,
                GError **error)
{
  g_autofree char *known = dup_names (header, n_columns);

  if (header != NULL)
    g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD,
                 _ ("The file has no column “%s” for “%s”. Its columns are: %s"), column,
                 FIELDS[field].name, known);
  else
    g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD,
                 _ ("The file has no column “%s” for “%s”. It has no header: name columns by "
                    "number, 1 to %u"),
                 column, FIELDS[field].name, n_columns);
  return FALSE;
}

gboolean
tw_mapping_resolve (const TwMapping *self, char **header, guint n_columns,
                    int ret_columns[TW_REQUEST_N_FIELDS], GError **error)
{
  int columns[TW_REQUEST_N_FIELDS];

  g_return_val_if_fail (self != NULL, FALSE);
  for (int i = 0; i < TW_REQUEST_N_FIELDS; i++)
    {
      columns[i] = -1;
      if (self->columns[i] == NULL)
        continue;
      columns[i] = find_column (self->columns[i], header, n_columns);
      if (columns[i] < 0)
        return fail_no_column (i, self->columns[i], header, n_columns, error);
    }
  if (columns[TW_REQUEST_WHEN] < 0)
    {
      g_autofree char *known = dup_names (header, n_columns);

      if (header != NULL)
        g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD,
                     _ ("No column holds dates or times that are known as such: add when=COLUMN to "
                        "the mapping. The columns are: %s"),
                     known);
      else
        g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD, "%s",
                     _ ("No column holds dates or times that are known as such: add when=NUMBER to "
                        "the mapping. The file has no header"));
      return FALSE;
    }
  memcpy (ret_columns, columns, sizeof columns);
  return TRUE;
}
