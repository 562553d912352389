/* Finds very many points in a frame and strews them as dots: one pass over the coordinates, where
   numpy takes several. crowds.py says what for, and does the same without it. */

#include <stdint.h>

#ifdef _WIN32
#define PUBLIC __declspec(dllexport)
#else
#define PUBLIC __attribute__((visibility("default")))
#endif

/* Write the places of points from `first` on, before `last`, whose x lies within; give how many. */
PUBLIC
int64_t points_within(const float *x, int64_t first, int64_t last, float x0, float x1,
                      int64_t *found)
{
    int64_t count = 0;
    for (int64_t one = first; one < last; one++) {
        found[count] = one;
        count += x[one] >= x0 && x[one] <= x1;
    }
    return count;
}

static inline int32_t within(int32_t value, int32_t limit)
{
    return value < 0 ? 0 : value >= limit ? limit - 1 : value;
}

/* Strew the points `seen` over cells of 1 / `scale`: each cell gets the hue of the last of them and
   the shade of how many they are.

   `hues` and `counts` are as large as the cells and zero; `table` has `shades` colours for no hue,
   for the class -1, 0 …; `shade` says which for a count below `most`. */
PUBLIC
void strew_points(const float *x, const float *y, const int32_t *code, const int64_t *seen,
                  int64_t count, float left, float top, float scale, int32_t columns, int32_t rows,
                  int16_t *hues, uint16_t *counts, const uint32_t *table, int32_t shades,
                  const uint8_t *shade, int32_t most, uint32_t *pixels)
{
    for (int64_t one = 0; one < count; one++) {
        const int64_t at = seen[one];
        const int32_t column = within((int32_t)((x[at] - left) * scale), columns);
        const int32_t row = within((int32_t)((top - y[at]) * scale), rows);
        const int64_t cell = (int64_t)row * columns + column;
        hues[cell] = (int16_t)(code[at] + 2);
        if (counts[cell] < most) counts[cell]++;
    }
    for (int64_t cell = 0; cell < (int64_t)columns * rows; cell++)
        if (counts[cell]) pixels[cell] = table[hues[cell] * shades + shade[counts[cell]]];
}

/* Lay cells that have a colour onto a picture as squares of `size` pixels; the corner of the first
   lies at `left`, `top`, the picture is painted from `x0`, `y0` up to before `x1`, `y1`. */
PUBLIC
void lay_dots(const uint32_t *cells, int32_t columns, int32_t rows, int32_t size, int32_t left,
              int32_t top, uint32_t *pixels, int64_t stride, int32_t x0, int32_t y0, int32_t x1,
              int32_t y1)
{
    for (int32_t row = 0; row < rows; row++) {
        const int32_t upper = top + row * size, lower = upper + size;
        const int32_t first = upper > y0 ? upper : y0, last = lower < y1 ? lower : y1;
        for (int32_t column = 0; first < last && column < columns; column++) {
            const uint32_t colour = cells[(int64_t)row * columns + column];
            if (!colour) continue;
            int32_t from = left + column * size, to = from + size;
            from = from > x0 ? from : x0, to = to < x1 ? to : x1;
            for (int32_t y = first; y < last; y++)
                for (int32_t x = from; x < to; x++) pixels[y * stride + x] = colour;
        }
    }
}
