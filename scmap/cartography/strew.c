/* Finds very many points in a frame and strews them as dots: one pass over the coordinates, where
   numpy takes several. crowds.py says what for, and does the same without it. */

#include <stdint.h>

#ifdef _WIN32
#define PUBLIC __declspec(dllexport)
#else
#define PUBLIC __attribute__((visibility("default")))
#endif

enum { COUNT_BITS = 16 };

/* Count the points from `first` on, before `last`, whose x lies within; where there is a mask, of
   those that it keeps. */
PUBLIC
int64_t count_within(const float *x, const uint8_t *kept, int64_t first, int64_t last, float x0,
                     float x1)
{
    int64_t count = 0;
    if (kept)
        for (int64_t one = first; one < last; one++)
            count += (x[one] >= x0) & (x[one] <= x1) & kept[one];
    else
        for (int64_t one = first; one < last; one++) count += (x[one] >= x0) & (x[one] <= x1);
    return count;
}

static inline int32_t within(int32_t value, int32_t limit)
{
    return value < 0 ? 0 : value >= limit ? limit - 1 : value;
}

/* Strew points of one class over the rows `upper` to before `lower` of cells of 1 / `scale`: each
   cell keeps the hue of the last of them, and above it how many they are, up to `most`. */
PUBLIC
void strew_points(const float *x, const float *y, const uint8_t *kept, int64_t first, int64_t last,
                  float x0, float x1, float left, float top, float scale, int32_t columns,
                  int32_t rows, int32_t upper, int32_t lower, uint32_t hue, uint32_t most,
                  uint32_t *cells)
{
    for (int64_t one = first; one < last; one++) {
        if (!(x[one] >= x0) || !(x[one] <= x1) || (kept && !kept[one])) continue;
        const int32_t row = within((int32_t)((top - y[one]) * scale), rows);
        if (row < upper || row >= lower) continue;
        const int32_t column = within((int32_t)((x[one] - left) * scale), columns);
        uint32_t *cell = cells + (int64_t)row * columns + column;
        const uint32_t count = *cell >> COUNT_BITS;
        *cell = ((count < most ? count + 1 : most) << COUNT_BITS) | hue;
    }
}

/* Colour cells: `table` has `shades` colours for each hue, `shade` says which for a count. */
PUBLIC
void shade_cells(uint32_t *cells, int64_t count, const uint32_t *table, int32_t shades,
                 const uint8_t *shade)
{
    for (int64_t one = 0; one < count; one++) {
        const uint32_t cell = cells[one];
        if (cell) cells[one] = table[(cell & 0xFFFF) * shades + shade[cell >> COUNT_BITS]];
    }
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
